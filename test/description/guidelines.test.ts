import { choicesOf, places, type Place } from '../support/places';

/** n8n's guidelines for the texts of a node, held against every field. */

const SMALL_WORDS = ['a', 'an', 'and', 'as', 'for', 'in', 'of', 'on', 'per', 'the', 'to', 'with'];
const OWN_SPELLING = ['new-api', 'xAI'];

const textsOf = ({ path, field }: Place): Array<[string, string]> => [
	...[field.description, field.hint].flatMap((text): Array<[string, string]> =>
		text === undefined ? [] : [[path, text]],
	),
	...choicesOf(field).flatMap((choice): Array<[string, string]> =>
		choice.description === undefined
			? []
			: [[`${path}=${String(choice.value)}`, choice.description]],
	),
];

it.each(places.map(({ path, field }) => [path, field] as const))(
	'%s and its choices have labels in title case',
	(_path, field) => {
		for (const label of [field.displayName, ...choicesOf(field).map(({ name }) => name)]) {
			const [first, ...others] = label.split(/[\s(]+/);
			if (!OWN_SPELLING.includes(first)) expect(first).toMatch(/^[A-Z0-9]/);
			for (const word of others) {
				if (![...SMALL_WORDS, ...OWN_SPELLING].includes(word)) expect(word).toMatch(/^[A-Z0-9]/);
			}
		}
	},
);

it.each(
	places
		.filter(({ field }) => ['string', 'json', 'collection', 'fixedCollection'].includes(field.type))
		.map(({ path, field }) => [path, field] as const),
)('%s has a placeholder that shows an example, or says what is added', (_path, field) => {
	const isAdded = field.type === 'collection' || field.type === 'fixedCollection';
	expect(field.placeholder).toMatch(isAdded ? /^Add \w/ : /^e\.g\. \S/);
});

it.each(places.filter(({ field }) => field.type === 'boolean').map((place) => [place.path, place]))(
	'%s says whether',
	(_path, place) => {
		expect((place as Place).field.description).toMatch(/^Whether to /);
	},
);

it.each(places.flatMap(textsOf))(
	'%s is sentence case, with a full stop only after several sentences: %s',
	(_path, text) => {
		const sentences = text.replace(/\d\.\d|e\.g\./g, '').split(/\.\s+(?=[A-Z])/);
		expect(text.endsWith('.')).toBe(sentences.length > 1);
		expect(text).toMatch(/^[A-Z]/);
		expect(text).not.toMatch(/\s{2}|\s$/);
	},
);

it('every field explains itself, by a description or a hint', () => {
	const selfEvident = ['resource', 'operation', 'options'];
	const silent = places.filter(
		({ path, field }) => !field.description && !field.hint && !selfEvident.includes(path),
	);
	expect(silent.map(({ path }) => path)).toEqual([]);
});

/** All that a user reads in the editor: labels, their explanations, and the choices. */
const readOf = ({ path, field }: Place): Array<[string, string]> => [
	[path, field.displayName],
	...choicesOf(field).map(({ name, value }): [string, string] => [
		`${path}=${String(value)}`,
		name,
	]),
	...textsOf({ path, field }),
];

it.each(places.flatMap(readOf))(
	'%s speaks neither of binary data nor of mishaps: %s',
	(_path, text) => {
		expect(text).not.toMatch(/\bbinary\b/i);
		expect(text).not.toMatch(/\b(errors?|problems?|failures?|mistakes?)\b/i);
	},
);

it('a field is named in single quotes', () => {
	const labels = [...new Set(places.map(({ field }) => field.displayName))].filter((label) =>
		label.includes(' '),
	);
	for (const [path, text] of places.flatMap(textsOf)) {
		for (const label of labels) {
			const bare = new RegExp(`(?<!['\\w])${label}(?!['\\w])`);
			expect([path, bare.test(text) && text]).toEqual([path, false]);
		}
	}
});

/** Where another order helps more than that of the letters; the code says why. */
const OWN_ORDER = ['inputMode', 'seconds', 'aspectRatio', 'resolution', 'output'];
const FIRST: Record<string, string> = { 'options.requestForm': 'Automatic' };

it.each(
	places
		.filter(({ path, field }) => choicesOf(field).length > 0 && !OWN_ORDER.includes(path))
		.map(({ path, field }) => [path, choicesOf(field).map(({ name }) => name)] as const),
)('the choices of %s are in alphabetical order', (path, names) => {
	const sorted = [...names].sort((a, b) => a.localeCompare(b));
	const first = FIRST[path];
	const expected = first ? [first, ...sorted.filter((name) => name !== first)] : sorted;
	expect(names).toEqual(expected);
});

it('the options of a collection are in alphabetical order', () => {
	for (const { field } of places.filter(({ field }) => field.type === 'collection')) {
		const names = field.options!.map((option) =>
			'displayName' in option ? option.displayName : '',
		);
		expect(names).toEqual([...names].sort());
	}
});
