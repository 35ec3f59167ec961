/** Tells requests and images apart: SHA-256, as hexadecimal digits. */
export async function digest(data: string | Buffer): Promise<string> {
	const bytes = typeof data === 'string' ? Buffer.from(data) : data;
	const hash = await crypto.subtle.digest('SHA-256', bytes);
	return Buffer.from(hash).toString('hex');
}
