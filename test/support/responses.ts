import type { HttpResponse } from '../../nodes/GrokVideo/http/response';
import { parseJson } from '../../nodes/GrokVideo/http/json';
import type { VideoRequest } from '../../nodes/GrokVideo/protocols/types';

/** A response as `HttpClient` returns it. */
export function response(body: unknown, status = 200, headers = {}): HttpResponse {
	const text = typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
	return { kind: 'response', status, headers, text, json: parseJson(text) };
}

/** A request for a video from a text, with changes. */
export function videoRequest(model: string, more: Partial<VideoRequest> = {}): VideoRequest {
	return {
		model,
		prompt: 'A red car',
		mode: 'text',
		seconds: 4,
		aspectRatio: '16:9',
		resolution: '720p',
		images: [],
		frames: [],
		voices: [],
		form: 'auto',
		extraBody: {},
		result: { generateAudio: true, fileName: 'a.mp4' },
		...more,
	};
}
