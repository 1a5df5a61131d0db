//go:build race

package tl

const raceEnabled = true
