import { CREDENTIAL_TYPE, credentialsOf, fromList, NODE_TYPE } from './workflow.mjs';

/** The node as a tool of n8n's Agents, as their editor saves it. */

const fromAi = (key, description, type = 'string') =>
	`={{ $fromAI('${key}', '${description}', '${type}') }}`;

const tool = (name, description, nodeType, parameters, credential, settings) => ({
	type: 'node',
	name,
	description,
	...settings,
	node: {
		nodeType,
		nodeTypeVersion: 1,
		nodeParameters: parameters,
		credentials: credentialsOf(CREDENTIAL_TYPE, credential),
	},
});

/** `nodeType` may end with n8n's suffix "Tool". `options` are the node's, `settings` the tool's, e.g. requireApproval. */
export function createVideoTool(credential, { options, nodeType = NODE_TYPE, ...settings } = {}) {
	const parameters = {
		resource: 'video',
		operation: 'createAndWait',
		model: fromList('grok-image-video'),
		prompt: fromAi('prompt', 'What the video shows'),
		seconds: fromAi('seconds', 'Length, 1 to 15', 'number'),
		aspectRatio: '9:16',
		downloadVideo: false,
		options: { pollInterval: 1, ...options },
	};
	const description = 'Creates a video, and gives a link to it. Each call costs money.';
	return tool('Create Video', description, nodeType, parameters, credential, settings);
}

export function getVideoTool(credential) {
	const parameters = {
		resource: 'video',
		operation: 'wait',
		taskId: fromAi('task_id', 'The task ID that an error named'),
		downloadVideo: false,
		options: { pollInterval: 1 },
	};
	const description = 'Waits for a video that was created before. Costs nothing.';
	return tool('Get Video', description, NODE_TYPE, parameters, credential);
}
