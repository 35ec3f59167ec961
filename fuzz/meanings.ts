import type { FieldValue, Json } from './plan';
import type { Observed } from './run';

type Meaning = (value: Json) => boolean;

const isWord: Meaning = (value) =>
	(typeof value === 'string' && value.trim() !== '') || typeof value === 'number';
const isWordOrNothing: Meaning = (value) =>
	isWord(value) || typeof value === 'string' || value === null;
const isFlag: Meaning = (value) =>
	value === null || ['true', 'false', '1', '0', ''].includes(String(value).trim().toLowerCase());
const isWhole =
	(from: number, to: number): Meaning =>
	(value) => {
		const isNumber =
			typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
		const number = Number(value);
		return isNumber && Number.isInteger(number) && number >= from && number <= to;
	};
const isNumber: Meaning = (value) =>
	(typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')) &&
	Number.isFinite(Number(value));
const isSeconds: Meaning = (value) => isNumber(value) && Number(value) >= 1;
const isOneOf =
	(...choices: Json[]): Meaning =>
	(value) =>
		choices.includes(value);
const isAddress: Meaning = (value) =>
	typeof value === 'string' && /^\s*(https?:\/\/\S|data:image\/)/i.test(value);
const isObject: Meaning = (value) => {
	try {
		const read: unknown = typeof value === 'string' && value.trim() ? JSON.parse(value) : value;
		const isEmpty = read === '' || (typeof read === 'string' && read.trim() === '');
		return isEmpty || (typeof read === 'object' && !Array.isArray(read));
	} catch {
		return false;
	}
};

/**
 * What each field can mean, where an expression gives its value. A video must not be paid for with any other:
 * nobody knows what was wanted.
 */
export const MEANINGS: Record<string, Meaning> = {
	prompt: isWord,
	model: isWord,
	inputMode: isOneOf('text', 'image', 'images', null),
	seconds: isWhole(1, 15),
	aspectRatio: isOneOf('16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3'),
	resolution: isOneOf('720p', '480p'),
	imageUrl: (value) =>
		Array.isArray(value) ? value.length > 0 && value.every(isAddress) : isAddress(value),
	downloadVideo: isFlag,
	simplify: isFlag,
	outputField: isWordOrNothing,
	'options.extraBody': (value) => value === null || isObject(value),
	'options.fileName': isWordOrNothing,
	// Below 1 it counts as 1, above 100 as 100.
	'options.maxParallel': (value) => value === null || isNumber(value),
	'options.maxWait': (value) => value === null || isSeconds(value),
	'options.pollInterval': (value) => value === null || isSeconds(value),
	'options.onTimeout': isOneOf('error', 'return', null),
	'options.requestForm': isOneOf('auto', 'image_urls', 'input_reference', 'reference_images', null),
};

/** Expressions that give what no field means, and no JSON can hold. */
export const NONSENSE = [
	'NaN',
	'Infinity',
	'-Infinity',
	'new Date(0)',
	'() => 1',
	'Symbol("x")',
	'10n',
	'new Map()',
	'/x/',
	'[undefined]',
	'Object.create(null)',
];

/** Fields that Create does not have. */
const AFTER_THE_CREATE = [
	'downloadVideo',
	'outputField',
	'options.fileName',
	'options.maxWait',
	'options.onTimeout',
	'options.pollInterval',
];

/** A model that the node does not know takes what it likes, also nothing. */
const FREE_FOR_OTHER_MODELS = ['aspectRatio', 'resolution'];

export function paidForNonsense({ plan, truth }: Observed): string[] {
	const created = truth.creates.length > 0;
	if (!plan.fields || !created) return [];
	const nonsense = Object.entries(plan.fields)
		.filter(([path]) => plan.operation !== 'create' || !AFTER_THE_CREATE.includes(path))
		.filter(([path]) => !plan.fields?.model || !FREE_FOR_OTHER_MODELS.includes(path))
		.filter(([path, value]) => !canMean(path, value));
	const found = nonsense.map(([path, value]) => `paid with ${path} = ${JSON.stringify(value)}`);
	const { prompt } = plan.fields;
	const sent = (truth.creates[0].body as { prompt?: unknown }).prompt;
	if (prompt && 'json' in prompt && isWord(prompt.json) && sent !== String(prompt.json).trim()) {
		found.push(`the prompt ${JSON.stringify(prompt.json)} was sent as ${JSON.stringify(sent)}`);
	}
	return found;
}

function canMean(path: string, value: FieldValue): boolean {
	if ('json' in value) return MEANINGS[path]?.(value.json) ?? true;
	return path === 'options.extraBody' && value.expression === 'Object.create(null)';
}
