# SPDX-License-Identifier: MIT
# Driver (harness/play/driver.h) for Ruby's net/http: one connection, kept and reused, no proxies.
require 'net/http'
require 'uri'
require_relative 'serve'

connection = nil
serve('net-http', RUBY_VERSION, %w[expect reuse]) do |asked, limit|
  uri = URI(asked['url'])
  unless connection && connection.address == uri.host && connection.port == uri.port
    connection.finish if connection&.started?
    connection = Net::HTTP.new(uri.host, uri.port, nil)
    connection.use_ssl = uri.scheme == 'https'
    connection.keep_alive_timeout = 30
  end
  connection.read_timeout = connection.open_timeout = limit
  connection.continue_timeout = asked['expect'] ? 1 : nil
  connection.start unless connection.started?
  begin
    request = Net::HTTPGenericRequest.new(asked['method'], !asked['content'].nil?,
                                          asked['method'] != 'HEAD', uri.request_uri)
    asked['fields'].each { |name, value| request.add_field(name, value) }
    request['Expect'] = '100-continue' if asked['expect']
    request.body = asked['content']
    response = connection.request(request)
    [response.code.to_i, response.body]
  rescue StandardError
    connection.finish if connection.started?
    connection = nil
    raise
  end
end
