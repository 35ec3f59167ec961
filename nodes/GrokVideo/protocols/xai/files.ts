import { UPLOAD_TIMEOUT_SECONDS } from '../../limits';
import type { Call } from '../../http/client';
import type { HttpResponse } from '../../http/response';
import { asObject } from '../../http/json';
import type { UploadBody } from '../../http/multipart';
import { readId } from '../parse';

/** An input is needed until its video is made: the shortest time that xAI keeps a file is an hour. */
const KEPT_SECONDS = 24 * 3600;

/** Costs nothing by itself; what is kept costs a little for each day. */
export function upload({ file, fileName, mimeType }: Omit<UploadBody, 'fields'>): Call {
	return {
		method: 'POST',
		path: '/v1/files',
		// In this order: xAI wants to know how long before it sees the file.
		upload: { fields: { expires_after: String(KEPT_SECONDS) }, file, fileName, mimeType },
		timeoutSeconds: UPLOAD_TIMEOUT_SECONDS,
		maxResponseBytes: 1024 * 1024,
	};
}

export function readUploaded({ status, json }: HttpResponse): string | undefined {
	const body = status < 300 ? asObject(json) : undefined;
	return readId(body?.id) ?? readId(body?.file_id);
}
