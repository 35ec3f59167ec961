import type { IBinaryData, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { makeVideo } from '../servers/xai/video';
import type { EngineOptions } from './engineWorkflow';
import { fixture, storedFile } from './files';
import { modelField, options, type ServerAccess } from './parameters';
import { workflow } from './runs';

/** Workflows for xAI, and items with videos to edit or extend. */

export const CLASSIC_MODEL = 'grok-imagine-video';
export const NEWEST_MODEL = 'grok-imagine-video-1.5';
export const MP4_URL = 'https://example.com/in.mp4';

/** A workflow with a video operation and a prompt. Other parameters, such as the model, have their defaults. */
export function xaiWorkflow(
	{ url, key }: ServerAccess,
	parameters: INodeParameters,
	overrides: Partial<EngineOptions> = {},
): EngineOptions {
	const defaults = { resource: 'video', prompt: 'Make it snow', ...options({ pollInterval: 1 }) };
	const target = { url, key, credential: { protocol: 'xai' } };
	return workflow(target, { ...defaults, ...parameters }, overrides);
}

/** Parameters of Create and Wait with xAI's model with the most features. */
export const withNewestModel = (parameters: INodeParameters = {}): INodeParameters => ({
	operation: 'createAndWait',
	model: modelField(NEWEST_MODEL),
	...parameters,
});

/** An item with files by field name. */
export const withFiles = (files: Record<string, IBinaryData>): INodeExecutionData => ({
	json: {},
	binary: files,
});

export const storedVideo = async (bytes = fixture('sample.mp4'), mimeType = 'video/mp4') =>
	await storedFile(bytes, mimeType);

/** Items with the sample video in `data`. */
export async function videoItems(count = 1): Promise<INodeExecutionData[]> {
	const data = await storedVideo();
	return Array.from({ length: count }, (_, n) => ({ json: { n }, binary: { data } }));
}

/** An item with a video of this length in `data`. */
export async function videoItem(seconds: number): Promise<INodeExecutionData[]> {
	return [
		withFiles({ data: await storedVideo(await makeVideo(fixture('sample.mp4'), seconds, false)) }),
	];
}

/** A video file of this size: the sample and a `free` box, which players skip. */
export function padVideo(bytes: number, video = fixture('sample.mp4')): Buffer {
	const free = Buffer.alloc(bytes - video.length);
	free.writeUInt32BE(free.length);
	free.write('free', 4, 'latin1');
	return Buffer.concat([video, free]);
}
