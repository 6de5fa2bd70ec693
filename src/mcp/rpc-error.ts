/** An HTTP answer that carries a JSON-RPC error without a request's id: what is wrong is wrong before there is one. */
export function rpcError(
  status: number,
  code: number,
  message: string,
  headers: Record<string, string> = {},
): Response {
  return Response.json({ jsonrpc: "2.0", error: { code, message }, id: null }, { status, headers });
}
