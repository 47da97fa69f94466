# SPDX-License-Identifier: MIT
# Driver (harness/play/driver.h) for Ruby's http.rb: a persistent client for each origin, no redirects.
require 'http'
require_relative 'serve'

client = nil
origin = nil
serve('http.rb', HTTP::VERSION, %w[reuse]) do |asked, limit|
  uri = URI(asked['url'])
  here = "http://#{uri.host}:#{uri.port}"
  if origin != here
    client&.close
    client = HTTP.persistent(here)
    origin = here
  end
  begin
    response = client.timeout(connect: limit, write: limit, read: limit)
                     .headers(asked['fields'].group_by(&:first).transform_values { |all| all.map(&:last) })
                     .request(asked['method'].downcase.to_sym, asked['url'], body: asked['content'])
    [response.code, response.body.to_s.b]
  rescue StandardError
    client.close
    raise
  end
end
