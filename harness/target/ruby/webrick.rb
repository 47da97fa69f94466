# SPDX-License-Identifier: MIT
# WEBrick, which leaves the 100 to its servlets (request.continue) and has nothing for other interim
# responses. usage: webrick.rb PORT
require 'webrick'

server = WEBrick::HTTPServer.new(BindAddress: '127.0.0.1', Port: Integer(ARGV[0]), AccessLog: [])
class Answer < WEBrick::HTTPServlet::AbstractServlet
  def service(request, response)
    request.continue
    request.body if %w[POST PUT PATCH].include?(request.request_method)
    response['Content-Type'] = 'text/plain'
    response.body = "hello\n"
  end
end
server.mount('/', Answer)
trap('TERM') { server.shutdown }
server.start
