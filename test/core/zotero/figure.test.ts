import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { annotationOfFigure, figureFileName, isFigureOf, parseFigureName } from '../../../src/core/zotero/figure.ts';
import { annotation, recordedLibrary } from './library-fixture.ts';

const image = (key: string, page: number, x: number, y: number) =>
  annotation({
    key,
    type: 'image',
    position: {
      pageIndex: page - 1,
      rects: [[x, y, x + 90, y + 50]],
      paths: [],
      nextPageRects: [],
      selector: undefined,
    },
  });

test('a picture is named by citekey, physical page and its lower left corner', () => {
  const { annotations } = recordedLibrary();
  const first = annotations.find(candidate => candidate.key === 'IMG3UXB6')!;
  assert.equal(figureFileName('azerbayev2023', first), 'azerbayev2023-1-x324-y162.png');
  const ink = annotations.find(candidate => candidate.type === 'ink')!;
  assert.equal(figureFileName('azerbayev2023', ink), 'azerbayev2023-5-x10-y10.png');
  const highlight = annotations.find(candidate => candidate.type === 'highlight')!;
  assert.equal(figureFileName('azerbayev2023', highlight), undefined);
});

test('a citekey that no file system takes becomes one that every file system takes', () => {
  assert.equal(figureFileName('a/b:c*..', image('IMAGE222', 3, 1, 2)), 'a-b-c-3-x1-y2.png');
  assert.equal(figureFileName('../../x', image('IMAGE222', 3, 1, 2)), 'x-3-x1-y2.png');
  assert.equal(figureFileName('...', image('IMAGE222', 3, 1, 2)), 'figure-3-x1-y2.png');
});

test('names are read from addresses and paths, with `undefined` as page 1', () => {
  assert.deepEqual(parseFigureName('https://host/uPic/azerbayev2023-1-x324-y162.png?raw=1'), {
    base: 'azerbayev2023',
    page: 1,
    x: 324,
    y: 162,
  });
  assert.equal(parseFigureName('..\\img\\key-with-dashes-12-x-3-y64.jpg')?.base, 'key-with-dashes');
  assert.equal(parseFigureName('a-undefined-x10-y20.png')?.page, 1);
  for (const other of ['figure.png', 'a-0-x1-y1.png', 'a-1-x1.png', '-1-x1-y1.png', '']) {
    assert.equal(parseFigureName(other), undefined, other);
  }
});

test('every figure name of the recorded library leads back to its annotation', () => {
  const { annotations } = recordedLibrary();
  const pictures = annotations.filter(candidate => candidate.type === 'image');
  assert.equal(pictures.length, 10);
  for (const picture of pictures) {
    const name = parseFigureName(figureFileName('azerbayev2023', picture)!)!;
    assert.equal(annotationOfFigure(name, annotations)?.key, picture.key);
    assert.equal(annotationOfFigure({ ...name, x: name.x + 2, y: name.y - 2 }, annotations)?.key, picture.key);
    assert.equal(annotationOfFigure({ ...name, page: 99 }, annotations), undefined);
  }
});

test('the nearest corner wins, and one out of tolerance is nobody’s', () => {
  const near = image('NEAR2222', 1, 100, 100);
  const nearer = image('NEARER22', 1, 101, 100);
  const name = { base: 'a', page: 1, x: 102, y: 100 };
  assert.equal(annotationOfFigure(name, [near, nearer])?.key, 'NEARER22');
  assert.equal(annotationOfFigure({ ...name, x: 120 }, [near, nearer]), undefined);
});

test('writing and reading a name is a round trip', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'abcXYZ019_-+.é'), minLength: 1 }),
      fc.integer({ min: 1, max: 9999 }),
      fc.float({ min: -500, max: 5000, noNaN: true }),
      fc.float({ min: -500, max: 5000, noNaN: true }),
      (citekey, page, x, y) => {
        const picture = image('IMAGE222', page, x, y);
        const name = parseFigureName(figureFileName(citekey, picture)!);
        assert.ok(name !== undefined);
        assert.ok(isFigureOf(name, citekey) || /^[.-]+$/.test(citekey));
        assert.equal(annotationOfFigure(name, [picture]), picture);
      },
    ),
  );
});
