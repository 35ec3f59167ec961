import type * as Engine from './engine';

/** Of the package, as the engine has it too. */
export const VERSION = '0.1.0';

/**
 * Loads all that runs, at its first use: n8n starts sooner without it. It comes as a whole or not at all, also
 * where somebody replaces the files while n8n goes on with the node of before.
 * @throws Error in words for users.
 */
export async function loadEngine(): Promise<typeof Engine> {
	const engine = await import('./engine').catch(incomplete);
	if (engine.VERSION === VERSION) return engine;
	throw new Error(
		`The Grok Video node was updated from ${VERSION} to ${engine.VERSION} while n8n was running, so nothing was sent. Run it again; if it says so again, restart n8n.`,
	);
}

function incomplete({ message }: Error): never {
	const [reason] = message.split('\n');
	throw new Error(
		`The files of the Grok Video node cannot be read, so nothing was sent: ${reason}. Restart n8n; if that does not help, install the node again.`,
	);
}
