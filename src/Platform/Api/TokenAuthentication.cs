using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Crm.Platform.Users;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Crm.Platform.Api;

/// <summary>Signs API requests in by "Authorization: Bearer TOKEN". Cookies are no good here, so no other site can make a browser call the API.</summary>
internal sealed class TokenAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, CurrentUser user, IRightsSource rights)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "Token";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        if (!await rights.SignInByToken(user, header["Bearer ".Length..].Trim(), Context.RequestAborted)) return AuthenticateResult.Fail("The token is unknown, expired or revoked.");
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user.Id?.ToString(CultureInfo.InvariantCulture) ?? "")], Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name));
    }

    // The body is written by ApiProblems, as for every other refusal.
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = Request.Headers.Authorization.Count == 0 ? "Bearer realm=\"crm\"" : "Bearer realm=\"crm\", error=\"invalid_token\"";
        return Task.CompletedTask;
    }
}
