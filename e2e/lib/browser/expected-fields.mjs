/**
 * What the editor must show: field names from top to bottom, and their options. The editor suite checks every
 * entry. For a new model, operation or field, add an entry here.
 */

const SECONDS = [4, 6, 8, 10, 12, 15].map((seconds) => String(seconds));
const SECONDS_FOR_IMAGES = SECONDS.slice(0, 4);
const SEVEN_RATIOS = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3'];
const RESOLUTIONS = ['720p', '480p'];

const DOWNLOAD = ['downloadVideo', 'outputField', 'simplify'];
const createFields = (...inputFields) => [
	'resource',
	'operation',
	'model',
	...inputFields,
	'seconds',
	'aspectRatio',
	'resolution',
];
const createAndWaitFields = (...inputFields) => [...createFields(...inputFields), ...DOWNLOAD];

export const NEW_NODE = createAndWaitFields('inputMode', 'prompt');

/** Create and Wait, by model and input mode: its fields, the options of some, and a hint. '' is a model's only mode. */
export const MODELS = {
	'grok-image-video': {
		'Text to Video': {
			fields: NEW_NODE,
			options: { seconds: SECONDS, aspectRatio: SEVEN_RATIOS, resolution: RESOLUTIONS },
		},
		'Image to Video': {
			fields: createAndWaitFields('inputMode', 'prompt', 'imageSource', 'imageUrl'),
		},
		'Multiple Images to Video': {
			fields: createAndWaitFields('inputMode', 'prompt', 'images'),
			options: { seconds: SECONDS_FOR_IMAGES },
		},
	},
	'grok-video-1.5': {
		'': {
			fields: createAndWaitFields('prompt', 'imageSource', 'imageUrl'),
			options: { seconds: SECONDS, aspectRatio: SEVEN_RATIOS.slice(0, 2) },
		},
	},
	// An xAI model on a gateway. The video takes the shape of a single image.
	'grok-imagine-video-1.5': {
		'Text to Video': {
			fields: NEW_NODE,
			options: { aspectRatio: SEVEN_RATIOS, resolution: ['1080p', ...RESOLUTIONS] },
		},
		'Image to Video': {
			fields: createAndWaitFields(
				'inputMode',
				'prompt',
				'imageSource',
				'imageUrl',
				'frames',
			).filter((field) => field !== 'aspectRatio'),
			hint: 'The video takes the shape of the image',
		},
		'Multiple Images to Video': {
			fields: createAndWaitFields('inputMode', 'prompt', 'images'),
			options: { resolution: RESOLUTIONS },
		},
	},
	'grok-imagine-video': { 'Text to Video': { fields: NEW_NODE } },
	'grok-video-2-preview': { 'Text to Video': { fields: NEW_NODE } },
};

const videoToVideoFields = (...inputFields) => [
	'resource',
	'operation',
	'model',
	'prompt',
	'videoSource',
	'videoBinaryField',
	...inputFields,
	'waitForCompletion',
	...DOWNLOAD,
];
const XAI_MODEL = 'grok-imagine-video';
const VIDEO_TO_VIDEO_OPTIONS = [
	'Extra Body',
	'File Name',
	'Max Cost (USD)',
	'Max Parallel Tasks',
	'Max Videos per Run',
	'Max Wait (Seconds)',
	'On Timeout',
	'Poll Interval (Seconds)',
	'Public Link Days',
];

const WAIT_OPTIONS = ['Max Wait (Seconds)', 'On Timeout', 'Poll Interval (Seconds)'];

/** The last entry is the operation of a new node. `model` is set where the options depend on it. */
export const OPERATIONS = {
	Create: {
		fields: [...createFields('inputMode', 'prompt'), 'simplify'],
		options: [
			'Extra Body',
			'Max Parallel Tasks',
			'Max Videos per Run',
			'Request Form',
			'Send Images As',
		],
	},
	Edit: { model: XAI_MODEL, fields: videoToVideoFields(), options: VIDEO_TO_VIDEO_OPTIONS },
	Extend: {
		model: XAI_MODEL,
		fields: videoToVideoFields('seconds'),
		options: VIDEO_TO_VIDEO_OPTIONS,
	},
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
			'Extra Body',
			'File Name',
			'Max Parallel Tasks',
			'Max Videos per Run',
			...WAIT_OPTIONS,
			'Request Form',
			'Send Images As',
		],
	},
};
