// Package tlbench holds our codec against gotd's generated one: the same bytes, and how long each takes.
package tlbench
