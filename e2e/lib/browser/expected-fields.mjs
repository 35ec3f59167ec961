/** What the editor shall show: names of fields from top to bottom, and what they offer. */

export const SECONDS = [4, 6, 8, 10, 12, 15].map((seconds) => String(seconds));
export const SECONDS_OF_IMAGES = SECONDS.slice(0, 4);
export const SEVEN_RATIOS = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3'];
export const TWO_RATIOS = SEVEN_RATIOS.slice(0, 2);

const DOWNLOAD = ['downloadVideo', 'outputField', 'simplify'];
const creation = (...input) => [
	...['resource', 'operation', 'model'],
	...input,
	...['seconds', 'aspectRatio', 'resolution'],
];

export const createAndWait = (...input) => [...creation(...input), ...DOWNLOAD];

const WAIT_OPTIONS = ['Max Wait', 'On Timeout', 'Poll Interval'];

/** Ends with the operation that a new node has. */
export const OPERATIONS = {
	Create: {
		fields: [...creation('inputMode', 'prompt'), 'simplify'],
		options: ['Extra Body', 'Max Parallel Tasks', 'Request Form'],
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
		fields: createAndWait('inputMode', 'prompt'),
		options: ['Extra Body', 'File Name', 'Max Parallel Tasks', ...WAIT_OPTIONS, 'Request Form'],
	},
};
