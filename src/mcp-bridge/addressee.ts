/** For which Brummer a request is: a port that was one's may be another's by now. */

/** Header that names it by its id; other clients of the server send none. */
export const INSTANCE_HEADER = "brum-instance";
/** RFC 9110, section 15.5.20. */
export const MISDIRECTED = 421;

type Fetch = (request: Request) => Response | Promise<Response>;

/** The side that answers. */
export class Addressee {
  /** Id of this Brummer; undefined: not known yet, then nobody can have it either. */
  id: string | undefined;

  /** Answers what is for another one with 421, so that no agent works in a project that it does not know. */
  only(fetch: Fetch): Fetch {
    return (request) => {
      const meant = request.headers.get(INSTANCE_HEADER);
      if (meant === null || meant === this.id) return fetch(request);
      return Response.json({ error: "Another Brummer is meant, which had this port before" }, { status: MISDIRECTED });
    };
  }
}
