/**
 * What the editor must show: names of fields from top to bottom, and their options. A new model,
 * operation or field is an entry here. The editor suite goes through all of them.
 */

const SECONDS = [4, 6, 8, 10, 12, 15].map((seconds) => String(seconds));
const SECONDS_OF_IMAGES = SECONDS.slice(0, 4);
const SEVEN_RATIOS = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3'];
const RESOLUTIONS = ['720p', '480p'];

const DOWNLOAD = ['downloadVideo', 'outputField', 'simplify'];
const creation = (...input) => [
	...['resource', 'operation', 'model'],
	...input,
	...['seconds', 'aspectRatio', 'resolution'],
];
const createAndWait = (...input) => [...creation(...input), ...DOWNLOAD];

export const NEW_NODE = createAndWait('inputMode', 'prompt');

/** Of Create and Wait: the fields of each model and input mode, with their options and a hint. '' stands for the only mode. */
export const MODELS = {
	'grok-image-video': {
		'Text to Video': {
			fields: NEW_NODE,
			offers: { seconds: SECONDS, aspectRatio: SEVEN_RATIOS, resolution: RESOLUTIONS },
		},
		'Image to Video': { fields: createAndWait('inputMode', 'prompt', 'imageSource', 'imageUrl') },
		'Multiple Images to Video': {
			fields: createAndWait('inputMode', 'prompt', 'images'),
			offers: { seconds: SECONDS_OF_IMAGES },
		},
	},
	'grok-video-1.5': {
		'': {
			fields: createAndWait('prompt', 'imageSource', 'imageUrl'),
			offers: { seconds: SECONDS, aspectRatio: SEVEN_RATIOS.slice(0, 2) },
		},
	},
	// A model of xAI, offered by a gateway. The video takes the shape of a single image.
	'grok-imagine-video-1.5': {
		'Text to Video': {
			fields: NEW_NODE,
			offers: { aspectRatio: SEVEN_RATIOS, resolution: ['1080p', ...RESOLUTIONS] },
		},
		'Image to Video': {
			fields: createAndWait('inputMode', 'prompt', 'imageSource', 'imageUrl', 'frames').filter(
				(field) => field !== 'aspectRatio',
			),
			hint: 'The video takes the shape of the image',
		},
		'Multiple Images to Video': {
			fields: createAndWait('inputMode', 'prompt', 'images'),
			offers: { resolution: RESOLUTIONS },
		},
	},
	'grok-imagine-video': { 'Text to Video': { fields: NEW_NODE } },
	'grok-video-2-preview': { 'Text to Video': { fields: NEW_NODE } },
};

const change = (...own) => [
	...['resource', 'operation', 'model', 'prompt', 'videoSource', 'videoBinaryField'],
	...own,
	...['waitForCompletion', ...DOWNLOAD],
];
const XAI_MODEL = 'grok-imagine-video';
const CHANGE_OPTIONS = [
	...['Extra Body', 'File Name', 'Max Cost (USD)', 'Max Parallel Tasks', 'Max Videos per Run'],
	...['Max Wait (Seconds)', 'On Timeout', 'Poll Interval (Seconds)', 'Public Link Days'],
];

const WAIT_OPTIONS = ['Max Wait (Seconds)', 'On Timeout', 'Poll Interval (Seconds)'];

/** Ends with the operation that a new node has. `model` is picked where the options depend on it. */
export const OPERATIONS = {
	Create: {
		fields: [...creation('inputMode', 'prompt'), 'simplify'],
		options: [
			...['Extra Body', 'Max Parallel Tasks', 'Max Videos per Run'],
			...['Request Form', 'Send Images As'],
		],
	},
	Edit: { model: XAI_MODEL, fields: change(), options: CHANGE_OPTIONS },
	Extend: { model: XAI_MODEL, fields: change('seconds'), options: CHANGE_OPTIONS },
	'Get Status': {
		fields: ['resource', 'operation', 'taskId', 'downloadVideo', 'simplify'],
		options: ['File Name', 'Max Parallel Tasks'],
	},
	'Wait for Completion': {
		fields: ['resource', 'operation', 'taskId', ...DOWNLOAD],
		options: ['File Name', 'Max Parallel Tasks', ...WAIT_OPTIONS],
	},
	'Create and Wait': {
		model: 'grok-image-video',
		fields: NEW_NODE,
		options: [
			...['Extra Body', 'File Name', 'Max Parallel Tasks', 'Max Videos per Run'],
			...[...WAIT_OPTIONS, 'Request Form', 'Send Images As'],
		],
	},
};
