import {
	MODELS,
	modesOf,
	type Mode,
	type Model,
	type ModeLimits,
} from '../../nodes/GrokVideo/models';

/** The number of images and the max length in a mode, or "no". */
function capability(model: Model, mode: Mode): string {
	const limits = model.modes[mode];
	if (!limits) return 'no';
	const upTo = `up to ${limits.maxSeconds} s`;
	if (mode === 'images') return `2 to ${limits.images.max}, ${upTo}`;
	return mode === 'image' && modesOf(model).length === 1 ? `exactly 1, required, ${upTo}` : upTo;
}

const MODE_LABELS: Record<Mode, string> = {
	text: 'text',
	image: '1 image',
	images: 'several images',
};

/** The choices of the first mode, and in brackets those of modes that differ. */
function choices(model: Model, choicesOf: (limits: ModeLimits) => readonly unknown[]): string {
	const toText = (mode: Mode) => choicesOf(model.modes[mode]!).join(' ') || 'none';
	const [first, ...others] = modesOf(model);
	const special = others.filter((mode) => toText(mode) !== toText(first));
	return [toText(first), ...special.map((mode) => `(${MODE_LABELS[mode]}: ${toText(mode)})`)].join(
		' ',
	);
}

const ROWS: Array<[label: string, known: (model: Model) => string, unknown: string]> = [
	['text to video', (model) => capability(model, 'text'), 'not checked'],
	['1 reference image', (model) => capability(model, 'image'), 'not checked'],
	['several reference images', (model) => capability(model, 'images'), 'not checked'],
	['seconds', (model) => choices(model, ({ seconds }) => seconds), 'any whole number'],
	['aspect ratios', (model) => choices(model, ({ aspectRatios }) => aspectRatios), 'any text'],
	['resolutions', (model) => choices(model, ({ resolutions }) => resolutions), 'any text'],
];

/** The documentation's table of models as Markdown, with a row for each model. */
export function modelTable(): string {
	const head = ['model', ...ROWS.map(([label]) => label)];
	const rows = MODELS.map((model) => [`\`${model.id}\``, ...ROWS.map(([, known]) => known(model))]);
	const others = ['a model this table does not know', ...ROWS.map(([, , unknown]) => unknown)];
	return [head, head.map(() => '---'), ...rows, others]
		.map((cells) => `| ${cells.join(' | ')} |`)
		.join('\n');
}
