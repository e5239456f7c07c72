import type { Registry } from 'prom-client'

/** The media type of figures: how names are escaped that are more than Prometheus once took (`github.com/prometheus/common/expfmt`). */
export const figuresType = ({ contentType }: Pick<Registry, 'contentType'>): string =>
  `${contentType}; escaping=underscores`
