import {
	displayUrl,
	mapTexts,
	oneLine,
	redactor,
	shorten,
} from '../../../nodes/GrokVideo/http/redact';
import { measureMs } from '../../support/measureMs';

// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const KEY = 'sk-secret-0123456789';

describe('redactor', () => {
	const redact = redactor([KEY]);
	const escapeForJson = (text: string) => JSON.stringify(text).slice(1, -1);
	const entities: Record<string, string> = {
		'&': '&amp;',
		'<': '&lt;',
		'>': '&gt;',
		'"': '&quot;',
	};
	const escapeForHtml = (text: string) =>
		text.replace(/[&<>"]/g, (character) => entities[character]);
	const escapeAsNumbers = (text: string) =>
		text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

	it.each<[string, (key: string) => string]>([
		['unchanged', (key) => key],
		['in uppercase', (key) => key.toUpperCase()],
		['escaped for JSON', escapeForJson],
		['escaped for a URL', encodeURIComponent],
		['escaped for a URL in lowercase', (key) => encodeURIComponent(key).toLowerCase()],
		['escaped for HTML', escapeForHtml],
		['escaped for HTML with numeric entities', escapeAsNumbers],
	])('removes a key that is %s', (_name, encode) => {
		for (const key of [KEY, `sk-&<>"'\\/+%=k0123`]) {
			const text = `a ${encode(key)}, ${encode(key)}! b`;
			expect(redactor([key])(text)).toBe('a [API key], [API key]! b');
		}
	});

	it('removes each of several secrets', () => {
		expect(redactor([KEY, 'gateway-token'])(`${KEY} gateway-token`)).toBe('[API key] [API key]');
		expect(redactor([KEY, `${KEY}-gateway`])(`${KEY}-gateway ${KEY}`)).toBe('[API key] [API key]');
	});

	it('removes a key that was cut off when the text was shortened', () => {
		for (let length = 8; length < KEY.length; length++) {
			expect(redact(shorten(`The key ${KEY} is wrong`, 8 + length))).toBe('The key [API key]');
		}
		expect(redact(shorten(`The key ${KEY} is wrong`, 8 + KEY.length))).toBe('The key [API key]…');
	});

	it.each(['', '1', 'task', 'sk-test'])('does not redact a key as short as "%s"', (key) => {
		const text = 'task_1 sk-test 1 task';
		expect(redactor([key])(text)).toBe(text);
	});

	it('removes the key from all strings and property names of an object', () => {
		expect(redact({ a: [`x ${KEY}`, 1, null, true], [KEY]: { b: KEY } })).toStrictEqual({
			a: ['x [API key]', 1, null, true],
			'[API key]': { b: '[API key]' },
		});
	});

	// Quadratic time would take minutes. The limit leaves room for a busy machine.
	it.each(['x', KEY.slice(0, 10), `${KEY} `, '\\'])('redacts 1 MB of "%s" quickly', (piece) => {
		const text = piece.repeat(1_000_000 / piece.length);
		expect(measureMs(() => redact(text))).toBeLessThan(500);
	});
});

describe('mapTexts', () => {
	it('keeps properties such as __proto__', () => {
		const value: unknown = JSON.parse('{"__proto__":{"polluted":1},"constructor":2}');
		expect(JSON.stringify(mapTexts(value, String))).toBe(JSON.stringify(value));
		expect(({} as { polluted?: number }).polluted).toBeUndefined();
	});

	it('truncates deeply nested objects', () => {
		const deep: unknown = JSON.parse('{"a":['.repeat(5000) + ']}'.repeat(5000));
		const text = JSON.stringify(mapTexts(deep, String));
		expect(text.length).toBeLessThan(500);
		expect(text).toContain('"…"');
	});
});

it('shorten marks where it cut a text', () => {
	expect(shorten('x'.repeat(500))).toBe('x'.repeat(500));
	expect(shorten('x'.repeat(501))).toBe(`${'x'.repeat(500)}…`);
	expect(shorten('abc', 2)).toBe('ab…');
});

it('oneLine replaces only line breaks and control characters', () => {
	expect(oneLine('a\r\n\tb\u2028c\u2029d\u0000e\u0085f')).toBe('a b c d e f');
	expect(oneLine('红色 é 😀')).toBe('红色 é 😀');
});

it.each([
	[`data:${'A'.repeat(36)}`, `data:${'A'.repeat(35)}…`],
	['https://a.example/v.mp4', 'https://a.example/v.mp4'],
	[`https://a.example/${'v'.repeat(2000)}`, `https://a.example/${'v'.repeat(1982)}…`],
])('displayUrl shortens data URLs and very long URLs: %#', (url, expected) => {
	expect(displayUrl(url)).toBe(expected);
});
