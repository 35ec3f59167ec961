import {
	MODELS_TIMEOUT_SECONDS,
	STATUS_TIMEOUT_SECONDS,
	XAI_CREATE_SPACING_SECONDS,
	XAI_POLL_SPACING_SECONDS,
} from '../../limits';
import { asObject } from '../../http/json';
import type { Protocol } from '../types';
import { wasRejected, readError } from './errors';
import { createVideoToVideo, checkPrompt, createVideo, OWN_FIELDS } from './body';
import { readUploaded, upload } from './files';
import { getTask, readCreated, readTask } from './task';

/**
 * xAI's own video API ("Grok Imagine", https://docs.x.ai/developers/rest-api-reference/inference/videos), which
 * relays speak too.
 */
export const xai: Protocol = {
	name: 'xai',
	ownFields: OWN_FIELDS,
	requestForms: ['auto'],
	// The documents say "temporary"; xAI's SDK for Python says 24 hours.
	resultUrlLifetimeSeconds: 24 * 3600,
	createSpacingSeconds: () => XAI_CREATE_SPACING_SECONDS,
	pollSpacingSeconds: () => XAI_POLL_SPACING_SECONDS,
	modeOf: (mode) => mode,
	acceptsUnknownModels: false,
	offers: ['frames', 'voices', 'generateAudio', 'publicLinkDays'],
	listModels: () => ({
		method: 'GET',
		path: '/v1/video-generation-models',
		timeoutSeconds: MODELS_TIMEOUT_SECONDS,
		maxResponseBytes: 8 * 1024 * 1024,
	}),
	readModels({ status, json }) {
		const models = status < 300 ? asObject(json)?.models : undefined;
		return Array.isArray(models) ? models : undefined;
	},
	testKey: () => ({
		method: 'GET',
		path: '/v1/api-key',
		timeoutSeconds: STATUS_TIMEOUT_SECONDS,
		maxResponseBytes: 1024 * 1024,
	}),
	readKey({ status, json }) {
		const key = status < 300 ? asObject(json) : undefined;
		if (!key || !('api_key_id' in key || 'team_id' in key || 'redacted_api_key' in key)) {
			return 'unreadable';
		}
		const blocked = key.team_blocked === true || key.api_key_blocked === true;
		return blocked || key.api_key_disabled === true ? 'keyBlocked' : 'works';
	},
	checkPrompt,
	createVideo,
	createVideoToVideo,
	files: { upload, readUploaded },
	readCreated,
	wasRejected,
	getTask,
	readTask,
	readError,
};
