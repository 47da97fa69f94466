# SPDX-License-Identifier: MIT
# Driver (harness/play/driver.h) for Excon: one persistent connection, no proxies, no redirects.
require 'excon'
require_relative 'serve'

connection = nil
origin = nil
serve('excon', Excon::VERSION, %w[reuse]) do |asked, limit|
  uri = URI(asked['url'])
  if origin != [uri.host, uri.port]
    connection = Excon.new("http://#{uri.host}:#{uri.port}", persistent: true, proxy: nil)
    origin = [uri.host, uri.port]
  end
  fields = asked['fields'].group_by(&:first).transform_values { |pairs| pairs.map(&:last).join(', ') }
  response = connection.request(method: asked['method'], path: uri.path, query: uri.query,
                                headers: fields, body: asked['content'], read_timeout: limit,
                                connect_timeout: limit, write_timeout: limit)
  [response.status, response.body]
end
