using Microsoft.AspNetCore.SignalR;

namespace Telemed.Hub.Live;

/// <summary>
/// Whoever leaves a page cuts off what it had asked: that is no fault of the hub, and nobody is left to answer.
/// </summary>
internal sealed class LeftCallers : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocation, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocation);
        }
        catch (OperationCanceledException) when (invocation.Context.ConnectionAborted.IsCancellationRequested)
        {
            return null;
        }
    }
}
