/** A tile of an album: its place in hundredths of the album's width and height. */
export interface Tile {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** How pictures of some shapes (width by height) lie in a justified grid, and the shape of the whole. */
export function layAlbum(shapes: readonly number[]): { tiles: Tile[]; shape: number } {
  const shape = shapes.map((s) => Math.min(2.2, Math.max(0.6, s || 1)))
  const rows = rowsOf(shape)
  // The height of a row whose width is 1, from the shapes that stand in it.
  const heights = rows.map((row) => 1 / row.reduce((sum, i) => sum + (shape[i] ?? 1), 0))
  const sum = heights.reduce((a, b) => a + b, 0)
  const tiles: Tile[] = []
  let y = 0
  rows.forEach((row, r) => {
    const height = heights[r] ?? 0
    let x = 0
    for (const i of row) {
      const width = (shape[i] ?? 1) * height
      tiles[i] = { x: x * 100, y: (y / sum) * 100, width: width * 100, height: (height / sum) * 100 }
      x += width
    }
    y += height
  })
  return { tiles, shape: Math.min(2.2, Math.max(0.75, 1 / sum)) }
}

/** Which pictures share a row: those rows whose heights come nearest to what an album of so many looks well with. */
function rowsOf(shape: readonly number[]): number[][] {
  const n = shape.length
  const count = n <= 3 ? (n === 2 && (shape[0] ?? 1) + (shape[1] ?? 1) > 3 ? 2 : n === 3 ? 2 : 1) : n <= 4 ? 2 : n <= 7 ? 3 : 4
  const rows: number[][] = []
  let i = 0
  for (let r = 0; r < count; r++) {
    const left = n - i
    const take = r === 0 && n === 3 ? 1 : Math.floor(left / (count - r))
    rows.push(Array.from({ length: Math.max(1, take) }, () => i++))
  }
  return rows
}
