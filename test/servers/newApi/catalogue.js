'use strict';

/** @typedef {import('./gateway').ModelEntry} ModelEntry */

const VIDEO = ['openai-video'];

/** @type {ModelEntry[]} */
const DEFAULT_MODELS = [
	{ id: 'gpt-4o-mini', owned_by: 'openai', supported_endpoint_types: ['openai'] },
	{ id: 'grok-4', owned_by: 'xai', supported_endpoint_types: ['openai'] },
	{ id: 'grok-image-video', supported_endpoint_types: VIDEO },
	{
		id: 'gemini-2.5-flash-image',
		owned_by: 'vertex-ai',
		supported_endpoint_types: ['image-generation', 'openai'],
	},
	{ id: 'grok-video-1.5', supported_endpoint_types: VIDEO },
	{ id: 'grok-video-2-preview', supported_endpoint_types: VIDEO },
	// Older gateways send no endpoint types at all.
	{ id: 'grok-video-legacy' },
];

/**
 * @param {Array<string | ModelEntry>} [models]
 * @returns {ModelEntry[]}
 */
function catalogue(models = DEFAULT_MODELS) {
	return models.map((model) => {
		const entry =
			typeof model === 'string' ? { id: model, supported_endpoint_types: VIDEO } : model;
		return { object: 'model', created: 1626777600, owned_by: 'custom', ...entry };
	});
}

module.exports = { catalogue };
