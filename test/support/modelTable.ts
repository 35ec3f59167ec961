import { MODELS, secondsOfImages, type Mode, type Model } from '../../nodes/GrokVideo/models';

const upTo = (seconds: number) => `up to ${seconds} s`;

/** What a model makes of so many reference images, and for how long; "no" where it takes none such. */
function capability(model: Model, mode: Mode): string {
	if (!model.modes.includes(mode)) return 'no';
	if (mode === 'images') {
		return `2 to ${model.maxImages}, ${upTo(model.maxSecondsOfImages ?? model.maxSeconds)}`;
	}
	const required = mode === 'image' && model.modes.length === 1 ? 'exactly 1, required, ' : '';
	return required + upTo(model.maxSeconds);
}

function seconds(model: Model): string {
	const several = model.modes.includes('images') ? ` (${secondsOfImages(model).join(' ')})` : '';
	return model.seconds.join(' ') + several;
}

const ROWS: Array<[label: string, known: (model: Model) => string, unknown: string]> = [
	['text to video', (model) => capability(model, 'text'), 'not checked'],
	['1 reference image', (model) => capability(model, 'image'), 'not checked'],
	['several reference images', (model) => capability(model, 'images'), 'not checked'],
	['seconds (several images)', seconds, 'any whole number'],
	['aspect ratios', (model) => model.aspectRatios.join(' '), 'any text'],
	['resolutions', (model) => model.resolutions.join(' '), 'any text'],
];

/** The README's table of models, as Markdown. */
export function modelTable(): string {
	const head = [
		'capability',
		...MODELS.map(({ id }) => `\`${id}\``),
		'a model this table does not know',
	];
	const rows = ROWS.map(([label, known, unknown]) => [label, ...MODELS.map(known), unknown]);
	return [head, head.map(() => '---'), ...rows]
		.map((cells) => `| ${cells.join(' | ')} |`)
		.join('\n');
}
