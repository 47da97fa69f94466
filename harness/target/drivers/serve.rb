# SPDX-License-Identifier: MIT
# What the drivers in Ruby share: the lines of JSON of harness/play/driver.h, in and out.
require 'json'

BASE = %w[head post method fields status limit].freeze

def say(message)
  $stdout.puts(JSON.generate(message))
  $stdout.flush
end

# Octets as JSON wants them: a character for each.
def text(octets)
  (octets || '').byteslice(0, 65_536).dup.force_encoding('ISO-8859-1').encode('UTF-8')
end

def octets(text)
  text&.encode('ISO-8859-1')&.b
end

# The block returns status and content, or raises what its caller would have seen.
def serve(driver, version, features, base = BASE)
  say(driver: driver, version: version, features: base + features)
  $stdin.each_line do |line|
    request = JSON.parse(line)
    request['content'] = octets(request['content'])
    begin
      status, content = yield request, request['timeout_ms'] / 1000.0
      say(id: request['id'], status: status, content: text(content), error: nil)
    rescue StandardError => e # whatever the library raises is what its caller gets
      message = "#{e.class}: #{e.message}".dup.force_encoding('UTF-8').scrub('?')
      say(id: request['id'], status: nil, content: '', error: message)
    end
  end
end
