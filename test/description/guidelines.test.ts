import { choicesOf, allFields, type FieldAtPath } from '../support/descriptionFields';

/**
 * Checks the texts that users read against the n8n guidelines that `n8n-node lint` does not cover. Each rule collects
 * the texts that break it, so a failure lists all of them.
 */

type Text = [path: string, text: string];

const textsOf = (path: string, ...texts: Array<string | undefined>): Text[] =>
	texts.flatMap((text): Text[] => (text === undefined ? [] : [[path, text]]));

const choices = allFields.flatMap(({ path, field }) =>
	choicesOf(field).map((choice) => ({ ...choice, field: path, path: `${path}=${choice.value}` })),
);

const LABELS: Text[] = [
	...allFields.map(({ path, field }): Text => [path, field.displayName]),
	...choices.map(({ path, name }): Text => [path, name]),
];
const EXPLANATIONS: Text[] = [
	...allFields.flatMap(({ path, field }) => textsOf(path, field.description, field.hint)),
	...choices.flatMap(({ path, description }) => textsOf(path, description)),
];
const ALL_TEXTS = [...LABELS, ...EXPLANATIONS];

const violationsIn = (texts: Text[], isAllowed: (text: string) => boolean) =>
	texts.filter(([, text]) => !isAllowed(text));

it('texts have straight quotes, clean spacing and no missing values', () => {
	const isClean = (text: string) =>
		!/[‘’“”]|undefined|null|NaN|\[object|\(\)|\s{2}|\s[,.]|^\s|\s$/.test(text);
	expect(violationsIn(ALL_TEXTS, isClean)).toEqual([]);
});

it('texts say "file" instead of "binary"', () => {
	expect(violationsIn(ALL_TEXTS, (text) => !/\bbinary\b/i.test(text))).toEqual([]);
});

it('descriptions and hints put field names of several words in single quotes', () => {
	const labels = allFields
		.map(({ field }) => field.displayName)
		.filter((label) => label.includes(' '));
	const unquotedLabels = [...new Set(labels)].map(
		(label) => new RegExp(`(?<!['\\w])${label.replace(/[()]/g, '\\$&')}(?!['\\w])`),
	);
	const isQuoted = (text: string) => !unquotedLabels.some((pattern) => pattern.test(text));
	expect(violationsIn(EXPLANATIONS, isQuoted)).toEqual([]);
});

const summarize = ({ path, field: { type, placeholder, description } }: FieldAtPath) => ({
	path,
	type,
	placeholder,
	description,
});

it('placeholders start with "e.g." or "Add"', () => {
	const types = ['string', 'json', 'collection', 'fixedCollection'];
	const invalid = allFields.filter(({ field: { type, placeholder = '' } }) => {
		const pattern = type.endsWith('ollection') ? /^Add \w/ : /^e\.g\. \S/;
		return types.includes(type) && !pattern.test(placeholder);
	});
	expect(invalid.map(summarize)).toEqual([]);
});

it('every field has a description or a hint, unless it is self-evident', () => {
	const selfEvident = ['resource', 'operation', 'options'];
	const unexplained = allFields.filter(
		({ path, field }) => !field.description && !field.hint && !selfEvident.includes(path),
	);
	expect(unexplained.map(summarize)).toEqual([]);
});

it('every choice has a description, except numbers of seconds', () => {
	const unexplained = choices.filter(({ description }) => !description);
	expect([...new Set(unexplained.map(({ field }) => field))]).toEqual(['seconds']);
});

it('no two choices of a field have the same description', () => {
	for (const { path, field } of allFields) {
		const texts = choicesOf(field).flatMap(({ description }) => description ?? []);
		expect({ path, texts }).toEqual({ path, texts: [...new Set(texts)] });
	}
});

it.each([
	['16:9', 'Wide: YouTube, television, websites'],
	['9:16', 'Tall, fills a phone: TikTok, Reels, Shorts'],
	['1:1', 'Square: feeds and posts'],
	['4:3', 'Slightly wide: slides, older screens'],
	['3:4', 'Slightly tall: portraits'],
	['3:2', 'Landscape photo'],
	['2:3', 'Portrait photo'],
	['720p', 'HD'],
	['480p', 'SD, smaller file'],
	['1080p', 'Full HD, the sharpest'],
])('%s is described as "%s"', (value, expected) => {
	const matching = choices.filter((choice) => choice.value === value);
	expect(new Set(matching.map(({ description }) => description))).toEqual(new Set([expected]));
});
