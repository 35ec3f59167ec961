import type { HttpResponse } from '../../nodes/GrokVideo/http/response';
import { parseJson } from '../../nodes/GrokVideo/http/json';

/** A response in the shape that `HttpClient` returns. */
export function response(body: unknown, status = 200, headers = {}): HttpResponse {
	const text = typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
	return { kind: 'response', status, headers, text, json: parseJson(text) };
}
