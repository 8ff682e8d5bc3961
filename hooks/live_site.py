"""The events of the plugin `livecells` as a hook of MkDocs, which is a file of functions."""

from mkdocs_site.plugin import LivePlugin

plugin = LivePlugin()

on_startup = plugin.on_startup
on_config = plugin.on_config
on_pre_build = plugin.on_pre_build
on_files = plugin.on_files
on_nav = plugin.on_nav
on_page_markdown = plugin.on_page_markdown
on_page_content = plugin.on_page_content
on_env = plugin.on_env
on_page_context = plugin.on_page_context
on_post_page = plugin.on_post_page
on_post_build = plugin.on_post_build
on_serve = plugin.on_serve
on_build_error = plugin.on_build_error
on_shutdown = plugin.on_shutdown
