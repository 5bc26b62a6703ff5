using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Public;

/// <summary>The way out of surveys, at the foot of every invitation. Opening it changes nothing; one press does, and mail programs may send it by themselves (RFC 8058).</summary>
[AllowAnonymous, IgnoreAntiforgeryToken, ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class StopPage : LinkPage
{
    public async Task<IActionResult> OnGetAsync()
    {
        Discreet();
        (Unknown, Said) = await Send(new DeclineSurveys.Query(Token)) switch { null => (true, false), var declined => (false, declined.Value) };
        return Shown();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        Discreet();
        Said = await Send(new DeclineSurveys.Command(Token));
        Unknown = !Said;
        return Shown();
    }
}
