package main

// pin says which file of which release of github.com/gotd/td holds a layer.
type pin struct {
	layer   int
	version string
	file    string // in _schema/
}

// pins are the newest releases that carry each layer. telegram.tl is preferred; tdlib.tl, which is
// often a layer behind, fills some of the gaps. The layers that are missing here are in no release
// of that module and in no release of @mtcute/tl or @mtcute/core (see LAYERS.md).
var pins = []pin{
	{158, "v0.83.0", "telegram.tl"},
	{160, "v0.84.0", "telegram.tl"},
	{161, "v0.85.0", "telegram.tl"},
	{162, "v0.86.0", "telegram.tl"},
	{163, "v0.87.0", "telegram.tl"},
	{164, "v0.88.0", "telegram.tl"},
	{165, "v0.89.0", "tdlib.tl"},
	{166, "v0.90.0", "telegram.tl"},
	{167, "v0.91.0", "telegram.tl"},
	{169, "v0.92.0", "telegram.tl"},
	{170, "v0.93.0", "telegram.tl"},
	{172, "v0.96.0", "telegram.tl"},
	{173, "v0.97.0", "telegram.tl"},
	{174, "v0.98.0", "telegram.tl"},
	{176, "v0.99.0", "telegram.tl"},
	{177, "v0.102.0", "tdlib.tl"},
	{178, "v0.100.0", "telegram.tl"},
	{179, "v0.102.0", "telegram.tl"},
	{181, "v0.105.0", "telegram.tl"},
	{182, "v0.105.0", "tdlib.tl"},
	{184, "v0.106.0", "telegram.tl"},
	{185, "v0.107.0", "telegram.tl"},
	{186, "v0.108.0", "telegram.tl"},
	{187, "v0.110.1", "telegram.tl"},
	{189, "v0.111.0", "telegram.tl"},
	{192, "v0.112.0", "telegram.tl"},
	{193, "v0.115.0", "telegram.tl"},
	{194, "v0.115.0", "tdlib.tl"},
	{195, "v0.116.0", "telegram.tl"},
	{196, "v0.117.0", "telegram.tl"},
	{198, "v0.119.0", "telegram.tl"},
	{199, "v0.120.0", "telegram.tl"},
	{200, "v0.121.0", "telegram.tl"},
	{201, "v0.122.0", "telegram.tl"},
	{202, "v0.123.0", "telegram.tl"},
	{203, "v0.124.0", "telegram.tl"},
	{204, "v0.125.0", "telegram.tl"},
	{205, "v0.130.0", "tdlib.tl"},
	{206, "v0.126.0", "telegram.tl"},
	{207, "v0.127.0", "telegram.tl"},
	{208, "v0.131.0", "tdlib.tl"},
	{209, "v0.128.0", "telegram.tl"},
	{210, "v0.129.0", "telegram.tl"},
	{211, "v0.130.0", "telegram.tl"},
	{214, "v0.131.0", "telegram.tl"},
	{216, "v0.133.0", "telegram.tl"},
	{217, "v0.135.0", "tdlib.tl"},
	{218, "v0.135.0", "telegram.tl"},
	{220, "v0.136.0", "telegram.tl"},
	{221, "v0.138.0", "telegram.tl"},
	{222, "v0.140.0", "telegram.tl"},
	{223, "v0.142.0", "telegram.tl"},
	{224, "v0.143.0", "telegram.tl"},
	{225, "v0.145.1", "telegram.tl"},
	{227, "v0.160.0", "telegram.tl"},
	{228, "v0.161.0", "telegram.tl"},
}
