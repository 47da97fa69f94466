# SPDX-License-Identifier: MIT
# Driver (harness/play/driver.h) for Ruby's httpclient: one client with its sessions, no redirects.
require 'httpclient'
require_relative 'serve'

client = HTTPClient.new
serve('httpclient', HTTPClient::VERSION, %w[reuse]) do |asked, limit|
  client.connect_timeout = client.send_timeout = client.receive_timeout = limit
  response = client.request(asked['method'], asked['url'], nil, asked['content'], asked['fields'])
  [response.status, response.body]
end
