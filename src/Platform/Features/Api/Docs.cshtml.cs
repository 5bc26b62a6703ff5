using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Crm.Platform.Features.Api;

/// <summary>The API's reference, to read and to try. Open to all: it says nothing of anybody's data.</summary>
[AllowAnonymous]
internal sealed class DocsPage : PageModel;
