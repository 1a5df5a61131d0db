import { expect, test } from 'vitest'
import { plotOf } from './graph'

const of = (data: string) => plotOf({ _: 'statsGraph', json: { _: 'dataJSON', data } })

test('a plot has days and lines', () => {
  expect(of('{"columns":[["x",86400000,172800000],["y0",1,2],["y1",0,5]],"types":{}}')).toEqual({ days: [86400, 172800], lines: [[1, 2], [0, 5]] })
})

test('what is no plot is none', () => {
  for (const data of ['', 'x', '{}', '[]', 'null', '{"columns":5}', '{"columns":[]}', '{"columns":[["x",1,2]]}', '{"columns":[["x",1],["y0",1]]}', '{"columns":[["x",1,2],["y0",1]]}', '{"columns":[["x",1,2],["y0",1,"z"]]}']) {
    expect(of(data)).toBeUndefined()
  }
  expect(plotOf({ _: 'statsGraphError', error: 'no' })).toBeUndefined()
})
