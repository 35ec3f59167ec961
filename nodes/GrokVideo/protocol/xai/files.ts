import { UPLOAD_LIMIT_SECONDS } from '../../constants';
import type { Call } from '../../transport/http';
import type { HttpResponse } from '../../transport/httpResult';
import { asObject } from '../../transport/json';
import type { UploadBody } from '../../transport/multipart';
import { readId } from '../read';

/** An input is needed until its video is made: the shortest time that xAI keeps a file is an hour. */
const KEPT_SECONDS = 24 * 3600;

/** Costs nothing by itself; what is kept costs a little for each day. */
export function upload({ file, fileName, mimeType }: Omit<UploadBody, 'fields'>): Call {
	return {
		method: 'POST',
		path: '/v1/files',
		// In this order: xAI wants to know how long before it sees the file.
		upload: { fields: { expires_after: String(KEPT_SECONDS) }, file, fileName, mimeType },
		limitSeconds: UPLOAD_LIMIT_SECONDS,
		limitBytes: 1024 * 1024,
	};
}

export function readUploaded({ status, json }: HttpResponse): string | undefined {
	const body = status < 300 ? asObject(json) : undefined;
	return readId(body?.id) ?? readId(body?.file_id);
}
