using Crm.Platform.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Crm.Platform.Web;

/// <summary>Makes a policy of every permission name, so that [Needs("tickets.read")] is all a page says.</summary>
public sealed class PermissionPolicies(IOptions<AuthorizationOptions> options) : DefaultAuthorizationPolicyProvider(options)
{
    /// <inheritdoc />
    public override Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) => policyName.StartsWith(NeedsAttribute.PolicyPrefix, StringComparison.Ordinal)
        ? Task.FromResult<AuthorizationPolicy?>(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(new HoldsPermission(policyName[NeedsAttribute.PolicyPrefix.Length..])).Build())
        : base.GetPolicyAsync(policyName);
}

/// <summary>The user must hold this permission, in whatever scope.</summary>
public sealed record HoldsPermission(string Permission) : IAuthorizationRequirement;

internal sealed class HoldsPermissionHandler(CurrentUser user) : AuthorizationHandler<HoldsPermission>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, HoldsPermission requirement)
    {
        if (user.Can(requirement.Permission)) context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
