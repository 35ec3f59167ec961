/**
 * A hint for n8n 2's AI builder and MCP server, to be spread into a field or a choice: the types of
 * n8n 1 do not know it, and n8n 1 ignores it. n8n refuses it on fields named resource, operation or mode.
 */
export const builderHint = (propertyHint: string) => ({ builderHint: { propertyHint } });
