import { asObject, parseJson, toText } from '../../../nodes/GrokVideo/http/json';
import { elapsed } from '../../support/elapsed';

describe('a text as JSON', () => {
	it.each<[string, unknown]>([
		['{"a":1}', { a: 1 }],
		['{"a":[1]}', { a: [1] }],
		['7', 7],
		['"text"', 'text'],
		['not JSON', null],
		['{"half":', null],
		['', null],
	])('%j is %j', (text, json) => {
		expect(parseJson(text)).toEqual(json);
	});

	it.each([
		['{"task_id":12345678901234567890}', { task_id: '12345678901234567890' }],
		['{"id": 9007199254740993, "a": 1}', { id: '9007199254740993', a: 1 }],
		['{"data":{"ID" : 1234567890123456789}}', { data: { ID: '1234567890123456789' } }],
		['[{"id":1234567890123456789\n}]', [{ id: '1234567890123456789' }]],
		['{"data":1234567890123456789}', { data: '1234567890123456789' }],
		['{"id":7}', { id: 7 }],
		['{"a":"\\"id\\":12345678901234567890"}', { a: '"id":12345678901234567890' }],
		['{"id":1234567890123456.5}', { id: 1234567890123456.5 }],
	])('keeps every digit of an ID: %s', (text, json) => {
		expect(parseJson(text)).toEqual(json);
	});

	it.each([
		['commas', `[${'1,'.repeat(10_000_000)}1]`],
		['lists', '['.repeat(5_000_000)],
		['objects', '{"a":'.repeat(2_000_000)],
		['quotation marks', '"'.repeat(10_000_000)],
	])('is not parsed where 10 million %s would hold up n8n', (_what, text) => {
		const parse = jest.spyOn(JSON, 'parse');
		expect(elapsed(() => expect(parseJson(text)).toBeNull())).toBeLessThan(1000);
		expect(parse).not.toHaveBeenCalled();
		parse.mockRestore();
	});

	it('is parsed where it is large without many values, such as a video in a data URL', () => {
		const data = 'A'.repeat(10_000_000);
		expect(parseJson(`{"data":{"result_url":"data:video/mp4;base64,${data}"}}`)).toMatchObject({
			data: { result_url: expect.stringContaining(data) },
		});
	});

	it('can be deep, as long as it ends', () => {
		const deep = '['.repeat(20_000);
		expect(() => parseJson(deep + ']'.repeat(20_000))).not.toThrow();
	});
});

it.each([
	[' text ', 'text'],
	[' ', undefined],
	[0, '0'],
	[true, undefined],
	[null, undefined],
])('%j says %j', (value, expected) => {
	expect(toText(value)).toBe(expected);
});

it.each([[{ a: 1 }], [{}]])('%j is an object', (value) => {
	expect(asObject(value)).toBe(value);
});

it.each([[null], [[]], ['{}'], [7], [undefined]])('%j is none', (value) => {
	expect(asObject(value)).toBeUndefined();
});
