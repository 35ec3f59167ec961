import type { HttpResponse } from '../../nodes/GrokVideo/transport/httpResult';
import { parseJson } from '../../nodes/GrokVideo/transport/json';

/** An answer as `HttpClient` reads it. */
export function response(body: unknown, status = 200, headers = {}): HttpResponse {
	const text = typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
	return { kind: 'response', status, headers, text, json: parseJson(text) };
}
