/** A key as a text states it: parts may be missing, and are then refused by name. */
export interface KeyStatement {
  readonly name?: string | undefined;
  readonly algorithm?: string | undefined;
  readonly secret?: string | undefined;
  /** Whether `hmac-sha256-128` means a cut MAC here, as in named.conf, and no algorithm of its own. */
  readonly cutsMac?: boolean;
  /**
   * Whether the text itself says which part is the name, so that an error may show it: in
   * `name:secret` a secret may stand in its place.
   */
  readonly isLabelled: boolean;
}
