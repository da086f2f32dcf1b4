import { useMutation, useQuery } from "@tanstack/react-query";
import type { DatasetRole, DefaultDatasetRole, OrganizationRole } from "@tessera/sdk";
import { api, segment } from "./client.js";
import { keys } from "./keys.js";
import { queryClient } from "./query-client.js";
import type { Invitation } from "./types.js";

export function useCollaborators(dataset: string, options: { readonly isEnabled: boolean }) {
  return useQuery({
    queryKey: keys.collaborators(dataset),
    queryFn: ({ signal }) => api.collaborators.list(dataset, {}, { signal }).all(),
    enabled: options.isEnabled,
  });
}

export function useAddCollaborator(dataset: string) {
  return useMutation({
    mutationFn: (params: { readonly username: string; readonly role: DatasetRole }) =>
      api.collaborators.add(dataset, params).then(),
    onSuccess: () => refreshPeople(dataset),
  });
}

export function useUpdateCollaborator(dataset: string) {
  return useMutation({
    mutationFn: ({ username, role }: { readonly username: string; readonly role: DatasetRole }) =>
      api.collaborators.update(dataset, username, { role }).then(),
    onSuccess: () => refreshPeople(dataset),
  });
}

export function useRemoveCollaborator(dataset: string) {
  return useMutation({
    mutationFn: (username: string) => api.collaborators.remove(dataset, username).then(),
    onSuccess: () => refreshPeople(dataset),
  });
}

async function refreshPeople(dataset: string): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: keys.collaborators(dataset) }),
    queryClient.invalidateQueries({ queryKey: keys.dataset(dataset), exact: true }),
  ]);
}

/** Whose invitations: a dataset's or an organization's. */
export type Inviter = { readonly dataset: string } | { readonly organization: string };

function invitationsPath(inviter: Inviter): string {
  if ("dataset" in inviter) return `/datasets/${inviter.dataset}/invitations/`;
  return `/organizations/${segment(inviter.organization)}/invitations/`;
}

function invitationsKey(inviter: Inviter) {
  return "dataset" in inviter ? keys.invitations(inviter.dataset) : keys.organizationInvitations(inviter.organization);
}

export function useInvitations(inviter: Inviter, options: { readonly isEnabled: boolean }) {
  return useQuery({
    queryKey: invitationsKey(inviter),
    queryFn: ({ signal }) => api.request<Invitation[]>("GET", invitationsPath(inviter), { signal }).then(),
    enabled: options.isEnabled,
  });
}

export interface InvitationParams {
  readonly role: DatasetRole | OrganizationRole;
  readonly default_dataset_role?: DefaultDatasetRole;
  readonly email?: string;
}

export function useInvite(inviter: Inviter) {
  return useMutation({
    mutationFn: (params: InvitationParams) =>
      api.request<Invitation>("POST", invitationsPath(inviter), { body: params }).then(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: invitationsKey(inviter) }),
  });
}

export function useRevokeInvitation(inviter: Inviter) {
  return useMutation({
    mutationFn: (uuid: string) => api.request("DELETE", `/invitations/${segment(uuid)}/`).then(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: invitationsKey(inviter) }),
  });
}

/** A person or an organization. */
export function useAccount(name: string) {
  return useQuery({
    queryKey: keys.account(name),
    queryFn: ({ signal }) => api.users.get(name, { signal }).then(),
  });
}

export function useMembers(organization: string, options: { readonly isEnabled: boolean }) {
  return useQuery({
    queryKey: keys.members(organization),
    queryFn: ({ signal }) => api.organizations.listMembers(organization, { signal }).then(),
    enabled: options.isEnabled,
  });
}

export function useCreateOrganization() {
  return useMutation({
    mutationFn: (name: string) => api.organizations.create({ name }).then(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.me }),
  });
}

export function useUpdateMember(organization: string) {
  return useMutation({
    mutationFn: (change: {
      readonly username: string;
      readonly role?: OrganizationRole;
      readonly defaultDatasetRole?: DefaultDatasetRole;
    }) => {
      const { username, ...params } = change;
      return api.organizations.updateMember(organization, username, params).then();
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.account(organization) }),
  });
}

export function useRemoveMember(organization: string) {
  return useMutation({
    mutationFn: (username: string) => api.organizations.removeMember(organization, username).then(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.account(organization) }),
  });
}
