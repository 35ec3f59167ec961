import type { Json, Plan, Truth } from './plan';

type Meaning = (value: Json) => boolean;

const isText: Meaning = (value) => typeof value === 'string' && value.trim() !== '';
const isNumber: Meaning = (value) =>
	typeof value === 'number' || (isText(value) && !isNaN(Number(value)));
const isWord: Meaning = (value) => isText(value) || typeof value === 'number';
const isFlag: Meaning = (value) => /^\s*(true|false|1|0)\s*$/i.test(String(value));
const isAtLeast =
	(min: number): Meaning =>
	(value) =>
		isNumber(value) && Number(value) >= min;
const isOneOf =
	(...values: Json[]): Meaning =>
	(value) =>
		values.includes(value);
/** Nothing is paid differently, so an expression that returns nothing stands for the default. */
const orNothing =
	(meaning: Meaning): Meaning =>
	(value) =>
		value === null || String(value).trim() === '' || meaning(value);

/** What each field can mean. A video must not be paid for with any other value. */
export const MEANINGS: Record<string, Meaning> = {
	prompt: isWord,
	inputMode: isOneOf('text', 'image', 'images', null),
	seconds: (value) => isAtLeast(1)(value) && Number.isInteger(Number(value)) && Number(value) <= 15,
	aspectRatio: orNothing(isOneOf('auto', '16:9')),
	resolution: orNothing(isOneOf('720p', '480p')),
	downloadVideo: orNothing(isFlag),
	simplify: orNothing(isFlag),
	outputField: orNothing(isWord),
	'options.extraBody': orNothing(
		(value) => typeof value === 'object' && value !== null && !Array.isArray(value),
	),
	'options.fileName': orNothing(isWord),
	'options.maxParallel': orNothing(isNumber),
	'options.maxWait': orNothing(isAtLeast(1)),
	'options.pollInterval': orNothing(isAtLeast(1)),
	'options.onTimeout': isOneOf('error', 'return', null),
	'options.maxVideos': isAtLeast(1),
};

/** The same for fields that only xAI's form of the API has. */
export const XAI_MEANINGS: Record<string, Meaning> = {
	'options.maxCostUsd': isAtLeast(0.01),
	'options.generateAudio': isFlag,
	videoUrl: (value) => isText(value) && /^\s*(https?:\/\/\S|data:)/i.test(value as string),
};

/** Expressions with values that no field means and that JSON does not have. */
export const NONSENSE = [
	...['undefined', 'NaN', 'Infinity', 'new Date(0)', '() => 1', '10n', 'new Map()', '/x/'],
	...['[undefined]', 'Symbol("x")'],
];

/** Drawn fields without a meaning that were paid for, and a prompt that was sent differently. */
export function paidNonsense({ fields = {}, operation }: Plan, { creates }: Truth): string[] {
	if (creates.length === 0) return [];
	const found = Object.entries(fields).filter(([path, value]) => {
		const isUnused = path === 'videoUrl' ? operation !== 'edit' : isHidden(path, operation);
		if (isUnused || ('expression' in value && value.expression !== 'undefined')) return !isUnused;
		return !{ ...MEANINGS, ...XAI_MEANINGS }[path]('json' in value ? value.json : null);
	});
	const sent = (creates[0].body as { prompt?: Json }).prompt;
	const { prompt = { expression: '' } } = fields;
	const isChanged = 'json' in prompt && isWord(prompt.json) && sent !== String(prompt.json).trim();
	return [
		...found.map(([path, value]) => `paid with ${path} = ${JSON.stringify(value)}`),
		...(isChanged ? [`the prompt was sent as ${JSON.stringify(sent)}`] : []),
	];
}

/** Fields that the operation does not show. */
function isHidden(path: string, operation: Plan['operation']): boolean {
	if (operation === 'edit') return /^(inputMode|seconds|aspectRatio|resolution)$/.test(path);
	const ofWait = /^(downloadVideo|outputField|options\.(fileName|maxWait|onTimeout|pollInterval))$/;
	return operation === 'create' && ofWait.test(path);
}
