package tenant

import (
	"encoding/json"
	"strings"
)

// signIn gives a sign-in log's record the operation that the audit log writes for
// the same: UserLoggedIn or UserLoginFailed, with the error's number.
func signIn(o object, field map[string]string) {
	number := field["ErrorNumber"]
	if raw, ok := o.get("status"); ok && len(raw) > 0 {
		var s struct {
			ErrorCode json.Number `json:"errorCode"`
		}
		if text, isText := textOf(raw); isText && strings.HasPrefix(text, "{") {
			raw = json.RawMessage(text) // Sentinel keeps it as text
		}
		if json.Unmarshal(raw, &s) == nil && s.ErrorCode != "" {
			number = s.ErrorCode.String()
		}
	}
	if result, ok := o.text("ResultType"); ok && number == "" {
		number = result
	}
	result := field["ResultStatus"]
	if number == "" && strings.EqualFold(result, "success") {
		number = "0"
	}
	field["Workload"] = "AzureActiveDirectory"
	switch number {
	case "0":
		field["Operation"], field["ResultStatus"] = "UserLoggedIn", "Success"
	case "":
		if result == "" {
			return // says neither
		}
		field["Operation"], field["ResultStatus"] = "UserLoginFailed", "Failed"
	default:
		field["Operation"], field["ResultStatus"], field["ErrorNumber"] = "UserLoginFailed", "Failed", number
	}
}
