/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { hex as contrast } from 'wcag-contrast';

/** Backgrounds: the editor's page in the light theme, its canvas in the dark theme. */
const ICONS = [
	{ file: 'grokVideo.svg', background: '#ffffff' },
	{ file: 'grokVideo.dark.svg', background: '#2d2e2e' },
];
const COLOR = /#[0-9a-f]{6}\b/g;
const read = (file: string): string =>
	readFileSync(join(__dirname, '..', '..', 'icons', file), 'utf8');
const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });

describe.each(ICONS)('the icon $file', ({ file, background }) => {
	const text = read(file);
	const { svg } = parser.parse(text) as {
		svg: { xmlns: string; viewBox: string; title: string; path: Array<Record<string, string>> };
	};

	it('is a square SVG with a title and only paths: no text, images, scripts or references', () => {
		expect(XMLValidator.validate(text)).toBe(true);
		expect(Object.keys(svg).sort()).toEqual(['path', 'title', 'viewBox', 'xmlns']);
		expect(svg).toMatchObject({ xmlns: 'http://www.w3.org/2000/svg', title: 'Grok Video' });
		expect(svg.viewBox).toMatch(/^0 0 (\d+) \1$/);
		for (const path of svg.path) {
			expect(Object.keys(path).join()).not.toMatch(/href|style|opacity|\bon/);
			expect(Object.values(path).join()).not.toMatch(/url\(|:/);
		}
		expect(Buffer.byteLength(text)).toBeLessThan(2048);
	});

	it(`has a contrast of at least 3:1 against ${background} in both colors`, () => {
		const colors = new Set(svg.path.map(({ fill }) => fill)); // a path without a fill is black
		expect(colors).toEqual(new Set(text.match(COLOR)));
		expect(colors.size).toBe(2);
		for (const color of colors) {
			expect(contrast(color, background)).toBeGreaterThanOrEqual(3);
		}
	});
});

it('the light and dark icons differ only in color', () => {
	const [light, dark] = ICONS.map(({ file }) => read(file));
	expect(dark).not.toBe(light);
	expect(dark.replace(COLOR, '#')).toBe(light.replace(COLOR, '#'));
});
