# SPDX-License-Identifier: MIT
# A Rack application with a trigger: 103 by rack.early_hints where the server offers it; Rack has
# nothing for other interim responses. With INTERIM_JOB set a 102 is tried all the same: as the status
# of a job that is not ready, with content.
def query(env, name, otherwise)
  env['QUERY_STRING'].to_s[/(?:\A|&)#{name}=([^&]*)/, 1] || otherwise
end

run(lambda do |env|
  before = query(env, 'when', '') == 'before'
  env['rack.input'].read unless before
  asked = query(env, 'interim', '').split(',')
  job = ENV['INTERIM_JOB'] && asked.include?('102')
  able, refused = asked.partition { |code| code == '103' && env['rack.early_hints'] }
  able.each do
    env['rack.early_hints'].call('Link' => '</style.css>; rel=preload; as=style')
    sleep(query(env, 'gap_ms', '0').to_i / 1000.0)
  end
  env['rack.input'].read if before
  final = job ? 102 : query(env, 'final', '200').to_i
  text = [204, 304].include?(final) ? '' : query(env, 'token', "hello\n")
  fields = { 'X-Interim-Asked' => asked.join(','), 'X-Interim-Refused' => refused.join(',') }
  fields.update('Content-Type' => 'text/plain', 'Content-Length' => text.bytesize.to_s) unless text.empty?
  [final, fields, env['REQUEST_METHOD'] == 'HEAD' ? [] : [text]] # as Rack::Head does
end)
