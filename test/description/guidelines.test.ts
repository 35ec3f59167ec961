import { choicesOf, allFields, type FieldAtPath } from '../support/descriptionFields';

/**
 * The texts that users read, checked against those of n8n's guidelines that `n8n-node lint` does not check. A rule
 * collects the texts that break it, so a failure lists all of them.
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

const breaking = (texts: Text[], isAllowed: (text: string) => boolean) =>
	texts.filter(([, text]) => !isAllowed(text));

it('texts have straight quotes and no unfilled values', () => {
	const isClean = (text: string) =>
		!/[‘’“”]|undefined|null|NaN|\[object|\(\)|\s{2}|\s[,.]|^\s|\s$/.test(text);
	expect(breaking(ALL_TEXTS, isClean)).toEqual([]);
});

it('texts speak of files, not of binary data', () => {
	expect(breaking(ALL_TEXTS, (text) => !/\bbinary\b/i.test(text))).toEqual([]);
});

it('texts put the names of fields in single quotes', () => {
	const labels = allFields
		.map(({ field }) => field.displayName)
		.filter((label) => label.includes(' '));
	const bare = [...new Set(labels)].map(
		(label) => new RegExp(`(?<!['\\w])${label.replace(/[()]/g, '\\$&')}(?!['\\w])`),
	);
	const isQuoted = (text: string) => !bare.some((pattern) => pattern.test(text));
	expect(breaking(EXPLANATIONS, isQuoted)).toEqual([]);
});

const withPath = ({ path, field: { type, placeholder, description } }: FieldAtPath) => ({
	path,
	type,
	placeholder,
	description,
});

it('placeholders show an example, or say what is added', () => {
	const types = ['string', 'json', 'collection', 'fixedCollection'];
	const isExample = ({ field: { type, placeholder = '' } }: FieldAtPath) =>
		(type.endsWith('ollection') ? /^Add \w/ : /^e\.g\. \S/).test(placeholder);
	const silent = allFields.filter((place) => types.includes(place.field.type) && !isExample(place));
	expect(silent.map(withPath)).toEqual([]);
});

it('every field has a description or a hint', () => {
	const selfEvident = ['resource', 'operation', 'options'];
	const silent = allFields.filter(
		({ path, field }) => !field.description && !field.hint && !selfEvident.includes(path),
	);
	expect(silent.map(withPath)).toEqual([]);
});

it('every choice has a description, except plain numbers', () => {
	const silent = choices.filter(({ description }) => !description);
	expect([...new Set(silent.map(({ field }) => field))]).toEqual(['seconds']);
});

it('the choices of a field have different descriptions', () => {
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
])('%s is described as "%s"', (wanted, expected) => {
	const same = choices.filter(({ value }) => value === wanted);
	expect(new Set(same.map(({ description }) => description))).toEqual(new Set([expected]));
});
