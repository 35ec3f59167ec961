/** The URL, or undefined if the text is not one. */
export function parseUrl(text: string, base?: string): URL | undefined {
	try {
		return new URL(text, base);
	} catch {
		return undefined;
	}
}

/** A text as one segment of a path. */
export function pathSegment(text: string): string {
	return encodeURIComponent(text);
}

/** Names that only resolve in one network (RFC 6761, RFC 8375 and common practice). */
const PRIVATE_NAME =
	/(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|home\.arpa|corp|private)$/;

/** Addresses of one machine or one network: special-purpose ranges of IPv4 (RFC 6890). */
const PRIVATE_IPV4 =
	/^(0|10|127)\.|^169\.254\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;

/** Loopback, link-local and private addresses of IPv6 (RFC 4291, RFC 4193). */
const PRIVATE_IPV6 = /^\[(::1?\]|f[cd]|fe[89ab])/;

/** Whether a host name, as URL objects have it, cannot be reached from the internet. */
export function isPrivateHost(hostname: string): boolean {
	const host = hostname.replace(/\.$/, '');
	if (host.startsWith('[')) return PRIVATE_IPV6.test(host);
	return /^[\d.]+$/.test(host)
		? PRIVATE_IPV4.test(host)
		: !host.includes('.') || PRIVATE_NAME.test(host);
}
