# SPDX-License-Identifier: MIT
# Driver (harness/play/driver.h) for Ruby's http.rb: a persistent client for each origin, no redirects.
# Its time limits are fixed where the client is made, so the feature "limit" is not named.
require 'http'
require_relative 'serve'

client = nil
origin = nil
serve('http.rb', HTTP::VERSION, %w[reuse], BASE - %w[limit]) do |asked|
  uri = URI(asked['url'])
  here = "http://#{uri.host}:#{uri.port}"
  if origin != here
    client&.close
    client = HTTP.timeout(connect: 10, write: 10, read: 10).persistent(here)
    origin = here
  end
  begin
    fields = asked['fields'].group_by(&:first).transform_values { |all| all.map(&:last) }
    response = client.request(asked['method'].downcase.to_sym, asked['url'],
                              headers: fields, body: asked['content'])
    [response.code, response.body.to_s.b]
  rescue StandardError
    client.close
    raise
  end
end
