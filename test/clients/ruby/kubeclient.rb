# kubeclient, which plugins of fluentd and others use. Each check prints a line of JSON.
require 'json'
require 'kubeclient'

config = Kubeclient::Config.read(ARGV[0])
context = config.context
client = lambda do |path, version|
  Kubeclient::Client.new(
    "#{context.api_endpoint}#{path}", version,
    ssl_options: context.ssl_options, auth_options: context.auth_options
  )
end
core = client.call('/api', 'v1')
certificates = client.call('/apis/certificates.k8s.io', 'v1')

def equal(found, wanted)
  raise "#{found.inspect} is not #{wanted.inspect}" unless found == wanted
end

def refused(code)
  yield
rescue Kubeclient::HttpError => e
  equal(e.error_code, code)
else
  raise "did not fail with #{code}"
end

def check(name)
  line = { check: name }
  begin
    yield
  rescue StandardError => e
    line[:error] = "#{e.class}: #{e.message}\n#{e.backtrace.first(5).join("\n")}"
  end
  puts JSON.generate(line)
  $stdout.flush
end

map = lambda do |name, data, labels = {}|
  Kubeclient::Resource.new(
    metadata: { name: name, namespace: 'default', labels: labels }, data: data
  )
end

check 'an object is created, read, updated, patched and deleted' do
  made = core.create_config_map(map.call('ruby', { a: '1' }))
  equal made.data.a, '1'
  refused(409) { core.create_config_map(map.call('ruby', {})) }
  made.data.a = '2'
  core.update_config_map(made)
  refused(409) { core.update_config_map(made) }
  patched = core.patch_config_map('ruby', { data: { b: '3' } }, 'default')
  equal patched.data.to_h, { a: '2', b: '3' }
  core.json_patch_config_map('ruby', [{ op: 'remove', path: '/data/b' }], 'default')
  equal core.get_config_map('ruby', 'default').data.to_h, { a: '2' }
  core.delete_config_map('ruby', 'default')
  refused(404) { core.get_config_map('ruby', 'default') }
end

check 'objects are listed in pages by labels, and as text' do
  3.times { |i| core.create_config_map(map.call("page-#{i}", {}, { set: 'ruby' })) }
  names = []
  token = nil
  loop do
    page = core.get_config_maps(namespace: 'default', label_selector: 'set=ruby', limit: 2, continue: token)
    names += page.map { |one| one.metadata.name }
    token = page.continue
    break if token.nil? || token.empty?
  end
  equal names, %w[page-0 page-1 page-2]
  equal JSON.parse(core.get_nodes(as: :raw))['kind'], 'NodeList'
end

check 'a watch from the version of a list shows a new object' do
  version = core.get_secrets(namespace: 'default').resourceVersion
  watcher = core.watch_secrets(namespace: 'default', resource_version: version)
  Thread.new do
    sleep 0.05
    core.create_secret(
      Kubeclient::Resource.new(metadata: { name: 'seen', namespace: 'default' }, type: 'Opaque')
    )
  end
  watcher.each do |event|
    equal [event.type, event.object.metadata.name], %w[ADDED seen]
    watcher.finish
    break
  end
end

check 'an object is applied server-side' do
  config_map = {
    apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'applied', namespace: 'default' }
  }
  applied = core.apply_config_map(config_map.merge(data: { a: '1' }), field_manager: 'ruby')
  equal applied.metadata.managedFields.first.manager, 'ruby'
end

check 'certificate signing requests are listed, and an invalid one is rejected' do
  equal certificates.get_certificate_signing_requests.to_a, []
  refused(422) do
    certificates.create_certificate_signing_request(
      Kubeclient::Resource.new(metadata: { name: 'ruby' }, spec: { request: 'eA==', signerName: 'example.com/x' })
    )
  end
end
