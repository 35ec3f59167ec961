import { cut, mapTexts, oneLine, redactor, shownUrl } from '../../../nodes/GrokVideo/http/redact';
import { elapsed } from '../../support/elapsed';

// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const KEY = 'sk-secret-0123456789';

describe('the key in a text', () => {
	const ODD = `sk-&<>"'\\/+%=k0123`;
	const json = (text: string) => JSON.stringify(text).slice(1, -1);
	/** As Go's JSON writer escapes for HTML too. */
	const goJson = (text: string) =>
		json(text).replace(/[&<>]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
	const phpJson = (text: string) => json(text).replace(/\//g, '\\/');
	const html = (text: string) =>
		text.replace(
			/[&<>"']/g,
			(c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#039;' })[c]!,
		);
	const numbered = (text: string) => text.replace(/[^\w-]/g, (c) => `&#${c.charCodeAt(0)};`);
	const hexadecimal = (text: string) =>
		text.replace(/[^\w-]/g, (c) => `&#x${c.charCodeAt(0).toString(16)};`);

	it.each<[string, (key: string) => string]>([
		['as it is', (key) => key],
		['in other capitals', (key) => key.toUpperCase()],
		['escaped for JSON', json],
		['escaped for JSON by Go', goJson],
		['escaped for JSON by PHP', phpJson],
		['escaped twice', (key) => json(json(key))],
		['escaped twice by Go', (key) => json(goJson(key))],
		['in a URL', encodeURIComponent],
		['in a URL with small letters', (key) => encodeURIComponent(key).toLowerCase()],
		['in a URL within a URL', (key) => encodeURIComponent(encodeURIComponent(key))],
		['in a web page', html],
		['in a web page, numbered', numbered],
		['in a web page, with hexadecimal numbers', hexadecimal],
	])('is cut out %s', (_how, form) => {
		for (const key of [KEY, ODD]) {
			const redact = redactor(key);
			expect(redact(`a ${form(key)}, ${form(key)}! b`)).toBe('a [API key], [API key]! b');
			expect(redact(form(key).slice(0, -1))).toBe(form(key).slice(0, -1));
		}
	});

	it('is cut out also where the text breaks off within it', () => {
		const redact = redactor(KEY);
		for (let length = 8; length < KEY.length; length++) {
			expect(redact(cut(`The key ${KEY} is wrong`, 8 + length))).toBe('The key [API key]');
		}
		expect(redact(cut(`The key ${KEY} is wrong`, 8 + KEY.length))).toBe('The key [API key]…');
		expect(redact('sk-secret-service is down…')).toBe('sk-secret-service is down…');
		expect(redactor('8letters')('8letters 8letter…')).toBe('[API key] 8letter…');
	});

	it.each(['1', 'task', 'sk', 'sk-test'])(
		'is not cut out where it is so short that it stands in IDs and words: %s',
		(key) => {
			const text = 'task_1 sk-test 1 task';
			expect(redactor(key)(text)).toBe(text);
		},
	);

	// What grows with the square of the length would take minutes; the limits leave room for a busy machine.
	it.each<[string, string, string, number]>([
		['a letter', KEY, 'x', 500],
		['the start of the key', KEY, KEY.slice(0, 10), 500],
		['the key', KEY, `${KEY} `, 500],
		['backslashes', KEY, '\\', 500],
		['ampersands', ODD, '&#00000', 500],
		['backslashes, with a key that has some', `${'\\'.repeat(12)}x`, '\\', 4000],
	])('is looked for in 1 MB of %s without holding up n8n', (_what, key, piece, limitMs) => {
		const redact = redactor(key);
		const text = piece.repeat(1_000_000 / piece.length);
		expect(elapsed(() => redact(text))).toBeLessThan(limitMs);
	});

	it('can be as long as a key may be', () => {
		const long = 'k1'.repeat(1000);
		expect(redactor(long)(`a ${long} b`)).toBe('a [API key] b');
		expect(elapsed(() => redactor(long)('k1'.repeat(500_000).slice(1)))).toBeLessThan(100);
	});
});

describe('a text', () => {
	it('is cut after so many letters', () => {
		expect(cut('x'.repeat(500))).toBe('x'.repeat(500));
		expect(cut('x'.repeat(501))).toBe(`${'x'.repeat(500)}…`);
		expect(cut('abc', 2)).toBe('ab…');
	});

	it('is put on one line', () => {
		expect(oneLine('a\r\n\tb\u2028c\u2029d\u0000e\u0085f')).toBe('a b c d e f');
		expect(oneLine('红色 é 😀')).toBe('红色 é 😀');
	});

	it.each([
		[`data:${'A'.repeat(36)}`, `data:${'A'.repeat(35)}…`],
		['https://a.example/v.mp4', 'https://a.example/v.mp4'],
		[`https://a.example/${'v'.repeat(2000)}`, `https://a.example/${'v'.repeat(1982)}…`],
	])('that is a URL is shown short: %#', (url, shown) => {
		expect(shownUrl(url)).toBe(shown);
	});
});

describe('a copy of a server’s JSON', () => {
	const copy = (value: unknown) => mapTexts(value, redactor(KEY));

	it('has the key cut out of its texts and names, and is the same beside', () => {
		expect(copy({ a: [`x ${KEY}`, 1, null, true], [KEY]: { b: KEY } })).toStrictEqual({
			a: ['x [API key]', 1, null, true],
			'[API key]': { b: '[API key]' },
		});
	});

	it('has names such as __proto__ as its own', () => {
		const value: unknown = JSON.parse('{"__proto__":{"polluted":1},"constructor":2}');
		expect(JSON.stringify(copy(value))).toBe(JSON.stringify(value));
		expect(({} as { polluted?: number }).polluted).toBeUndefined();
	});

	it('is not endlessly deep', () => {
		const deep: unknown = JSON.parse('{"a":['.repeat(5000) + ']}'.repeat(5000));
		const text = JSON.stringify(copy(deep));
		expect(text.length).toBeLessThan(500);
		expect(text).toContain('"…"');
	});

	it('can be changed like any object', () => {
		const value = copy({ a: 1 }) as { a?: number };
		value.a = 2;
		delete value.a;
		expect(value).toStrictEqual({});
	});
});
