package auth

import "chappe/rpc"

// Register adds this feature's methods.
func (f *Feature) Register(r *rpc.Registry) {
	rpc.Handle(r, f.sendCode, rpc.Open(), rpc.Unordered(), rpc.In(rpc.ClassCode))
	rpc.Handle(r, f.resendCode, rpc.Open(), rpc.Unordered(), rpc.In(rpc.ClassCode))
	rpc.Handle(r, f.cancelCode, rpc.Open(), rpc.In(rpc.ClassSignIn))
	rpc.Handle(r, f.reportMissingCode, rpc.Open())
	rpc.Handle(r, f.signIn, rpc.Open(), rpc.In(rpc.ClassSignIn))
	rpc.Handle(r, f.signUp, rpc.Open(), rpc.In(rpc.ClassSignUp))
	rpc.Handle(r, f.logOut, rpc.Open())
	rpc.Handle(r, f.exportAuthorization)
	rpc.Handle(r, f.importAuthorization, rpc.Open())
	rpc.Handle(r, f.dropTempAuthKeys, rpc.Open())
	rpc.Handle(r, f.invalidateSignInCodes)
	rpc.Handle(r, f.exportLoginToken, rpc.Open())
	rpc.Handle(r, f.importLoginToken, rpc.Open(), rpc.In(rpc.ClassSignIn))
	rpc.Handle(r, f.acceptLoginToken, rpc.In(rpc.ClassSignIn))
	rpc.Handle(r, f.getTermsOfServiceUpdate)
	rpc.Handle(r, f.acceptTermsOfService)
	f.registerDevices(r)
	f.registerPassword(r)
	f.registerAccount(r)
}

func (f *Feature) registerDevices(r *rpc.Registry) {
	rpc.Handle(r, f.getAuthorizations)
	rpc.Handle(r, f.resetAuthorization)
	rpc.Handle(r, f.resetAuthorizations)
	rpc.Handle(r, f.setAuthorizationTTL)
	rpc.Handle(r, f.changeAuthorizationSettings)
	rpc.Handle(r, f.getWebAuthorizations)
	rpc.Handle(r, f.registerDevice)
	rpc.Handle(r, f.unregisterDevice)
	rpc.Handle(r, f.updateDeviceLocked)
}

func (f *Feature) registerPassword(r *rpc.Registry) {
	rpc.Handle(r, f.getPassword, rpc.Open(), rpc.In(rpc.ClassHeavy))
	rpc.Handle(r, f.checkPassword, rpc.Open(), rpc.In(rpc.ClassSignIn))
	rpc.Handle(r, f.getPasswordSettings, rpc.In(rpc.ClassSignIn))
	rpc.Handle(r, f.updatePasswordSettings, rpc.Unordered(), rpc.In(rpc.ClassSignIn))
	rpc.Handle(r, f.confirmPasswordEmail, rpc.In(rpc.ClassSignIn))
	rpc.Handle(r, f.resendPasswordEmail, rpc.Unordered(), rpc.In(rpc.ClassCode))
	rpc.Handle(r, f.cancelPasswordEmail)
	rpc.Handle(r, f.requestPasswordRecovery, rpc.Open(), rpc.Unordered(), rpc.In(rpc.ClassCode))
	rpc.Handle(r, f.checkRecoveryPassword, rpc.Open(), rpc.In(rpc.ClassSignIn))
	rpc.Handle(r, f.recoverPassword, rpc.Open(), rpc.In(rpc.ClassSignIn))
	rpc.Handle(r, f.resetPassword)
	rpc.Handle(r, f.declinePasswordReset)
}

func (f *Feature) registerAccount(r *rpc.Registry) {
	rpc.Handle(r, f.deleteAccount, rpc.Open(), rpc.In(rpc.ClassSignIn))
	rpc.Handle(r, f.setAccountTTL)
	rpc.Handle(r, f.getAccountTTL)
	rpc.Handle(r, f.sendChangePhoneCode, rpc.Unordered(), rpc.In(rpc.ClassCode))
	rpc.Handle(r, f.changePhone, rpc.In(rpc.ClassSignIn))
	rpc.Handle(r, f.sendConfirmPhoneCode, rpc.Unordered(), rpc.In(rpc.ClassCode))
	rpc.Handle(r, f.confirmPhone, rpc.In(rpc.ClassSignIn))
}
